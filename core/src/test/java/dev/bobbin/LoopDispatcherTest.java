package dev.bobbin;

/** The event loop as a dispatcher. */
class LoopDispatcherTest extends DispatcherContract {

    @Override
    Dispatcher open() {
        return EventLoop.start("contract");
    }

    @Override
    void close(Dispatcher dispatcher) {
        ((EventLoop) dispatcher).stop();
    }
}
