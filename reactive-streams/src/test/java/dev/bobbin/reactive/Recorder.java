package dev.bobbin.reactive;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A subscriber that writes down what it is told, and asks for what a test says. */
class Recorder<T> implements Subscriber<T> {

    final List<Object> signals = new CopyOnWriteArrayList<>();
    final CountDownLatch subscribed = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile Subscription subscription;
    private final long first;

    /**
     * A recorder.
     *
     * @param first how many values to ask for at once; 0 for none
     */
    Recorder(long first) {
        this.first = first;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (first > 0) {
            subscription.request(first);
        }
        subscribed.countDown();
    }

    @Override
    public void onNext(T value) {
        signals.add(value);
    }

    @Override
    public void onError(Throwable thrown) {
        signals.add(thrown);
        ended.countDown();
    }

    @Override
    public void onComplete() {
        signals.add("end");
        ended.countDown();
    }

    /** Waits on a plain thread until the publisher has ended. */
    List<Object> signalsToTheEnd() throws InterruptedException {
        ended.await();
        return signals;
    }
}
