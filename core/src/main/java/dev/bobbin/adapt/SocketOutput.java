package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.sync.Mutex;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;

/**
 * What goes out by a {@link LoopSocket}: writing suspends in suspendable code, and blocks the thread in any other.
 *
 * <p>The JDK's streams and writers around it cannot suspend in their middle. So a call of theirs is made while this stream gathers
 * what they write, and that is sent when they are done: it takes the memory of what one call writes.
 */
final class SocketOutput extends OutputStream implements AroundSocket {

    private final LoopSocket socket;
    private final Mutex sending = new Mutex(); // what was gathered first is sent first
    private volatile Thread gatherer; // whose writes are gathered; null if nobody's are

    // Guarded by the lock for sending.
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean closes; // whether the call has closed this stream

    SocketOutput(LoopSocket socket) {
        this.socket = socket;
    }

    @Override
    public SocketOutput tail() {
        return this;
    }

    /**
     * Makes a call of {@code around} and waits until all that it wrote was sent. On a plain thread, the call is simply made.
     *
     * @return what it returns
     * @throws IOException what it throws; or why it could not be sent, unless {@code around} keeps that to itself
     */
    @Suspendable
    Object send(AroundSocket around, Callable<?> call) throws IOException {
        if (Threads.isPlain(FrameStack.current())) {
            return make(call);
        }
        socket.takeTurn();
        sending.lock();
        try {
            return gatherAndSend(around, call);
        } finally {
            gathered.reset();
            sending.unlock();
        }
    }

    /** As {@link #send}, for what closes this stream: a cancelled coroutine closes, too, and sends what needs no wait. */
    @Suspendable
    void close(AroundSocket around, Closeable closeable) throws IOException {
        if (Threads.isPlain(FrameStack.current())) {
            closeable.close();
            return;
        }
        Coroutines.shielded(sending::lock);
        try {
            gatherAndSend(around, () -> {
                closeable.close();
                return null;
            });
        } finally {
            gathered.reset();
            sending.unlock();
            socket.close();
        }
    }

    @Suspendable
    private Object gatherAndSend(AroundSocket around, Callable<?> call) throws IOException {
        try {
            return gather(call);
        } finally {
            sendGathered(around); // as much as there is, if the call has failed
        }
    }

    private Object gather(Callable<?> call) throws IOException {
        gatherer = Thread.currentThread();
        try {
            return make(call);
        } finally {
            gatherer = null;
        }
    }

    private static Object make(Callable<?> call) throws IOException {
        try {
            return call.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("streams and writers declare no such exception", e);
        }
    }

    @Suspendable
    private void sendGathered(AroundSocket around) throws IOException {
        byte[] bytes = gathered.toByteArray();
        try {
            int sent = bytes.length == 0 ? 0 : socket.writeAtOnce(bytes);
            if (sent < bytes.length) {
                socket.write(bytes, sent, bytes.length - sent);
            }
        } catch (IOException e) {
            around.failed(e);
        } finally {
            if (closes) {
                socket.close();
            }
        }
    }

    private boolean gathers() throws IOException {
        if (gatherer != Thread.currentThread()) {
            return false;
        }
        socket.requireWritable();
        return true;
    }

    @Override
    @Suspendable
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    @Suspendable
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    @Suspendable
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (gathers()) {
            LoopSocket.requireRange(bytes, offset, length);
            gathered.write(bytes, offset, length);
        } else {
            socket.write(bytes, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        if (gatherer == Thread.currentThread()) {
            closes = true; // when all is sent
        } else {
            socket.close();
        }
    }
}
