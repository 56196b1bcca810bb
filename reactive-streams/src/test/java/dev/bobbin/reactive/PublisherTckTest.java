package dev.bobbin.reactive;

import dev.bobbin.Coroutines;
import dev.bobbin.stream.SuspendableStream;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

/** The rules of Reactive Streams for publishers, as its own technology compatibility kit tests them. */
public class PublisherTckTest extends PublisherVerification<Long> {

    public PublisherTckTest() {
        super(new TestEnvironment(5000, 100, 20), 3000);
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return ReactiveStreams.toPublisher(numbers(elements));
    }

    /** Numbers of which some take a while to come. */
    static SuspendableStream<Long> numbers(long elements) {
        return SuspendableStream.generate(y -> {
            for (long i = 0; i < elements; i++) {
                if (i % 3 == 1) {
                    Coroutines.yieldNow();
                }
                y.yield(i);
            }
        });
    }

    /** A loop that has ended takes no more coroutines, so the subscription fails. */
    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactiveStreams.toPublisher(
                step -> {
                    throw new IllegalStateException("This dispatcher takes nothing");
                },
                numbers(1));
    }
}
