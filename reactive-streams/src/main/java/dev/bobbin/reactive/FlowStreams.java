package dev.bobbin.reactive;

import dev.bobbin.Dispatcher;
import dev.bobbin.stream.SuspendableStream;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;

/**
 * What {@link ReactiveStreams} does, for the JDK's own {@link Flow}. The only class here that needs Java 9.
 *
 * <pre>{@code
 * HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = await(http.sendAsync(request, BodyHandlers.ofPublisher()));
 * FlowStreams.toStream(response.body()).forEach(buffers -> write(buffers)); // suspends, and the peer waits meanwhile
 * }</pre>
 */
public final class FlowStreams {

    private FlowStreams() {}

    /**
     * As {@link ReactiveStreams#toPublisher(SuspendableStream)}.
     *
     * @param stream whose values; null among them is a failure
     * @param <T> the type of the values
     * @return a publisher for any number of subscribers
     */
    public static <T> Flow.Publisher<T> toPublisher(SuspendableStream<T> stream) {
        return FlowAdapters.toFlowPublisher(ReactiveStreams.toPublisher(stream));
    }

    /**
     * As {@link ReactiveStreams#toPublisher(Dispatcher, SuspendableStream)}.
     *
     * @param dispatcher where the streams run and the subscribers are called
     * @param stream whose values; null among them is a failure
     * @param <T> the type of the values
     * @return a publisher for any number of subscribers
     */
    public static <T> Flow.Publisher<T> toPublisher(Dispatcher dispatcher, SuspendableStream<T> stream) {
        return FlowAdapters.toFlowPublisher(ReactiveStreams.toPublisher(dispatcher, stream));
    }

    /**
     * As {@link ReactiveStreams#toStream(org.reactivestreams.Publisher)}.
     *
     * @param publisher subscribed to once for each use, when the first value is asked for
     * @param <T> the type of the values
     * @return the stream; what the publisher fails with is thrown as it is
     */
    public static <T> SuspendableStream<T> toStream(Flow.Publisher<? extends T> publisher) {
        Objects.requireNonNull(publisher, "publisher");
        return ReactiveStreams.toStream(FlowAdapters.toPublisher(publisher));
    }

    /**
     * As {@link ReactiveStreams#toStream(org.reactivestreams.Publisher, int)}.
     *
     * @param publisher subscribed to once for each use, when the first value is asked for
     * @param ahead how many values the publisher may be ahead, 1 or more
     * @param <T> the type of the values
     * @return the stream; what the publisher fails with is thrown as it is
     */
    public static <T> SuspendableStream<T> toStream(Flow.Publisher<? extends T> publisher, int ahead) {
        Objects.requireNonNull(publisher, "publisher");
        return ReactiveStreams.toStream(FlowAdapters.toPublisher(publisher), ahead);
    }
}
