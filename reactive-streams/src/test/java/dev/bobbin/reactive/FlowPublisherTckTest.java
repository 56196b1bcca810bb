package dev.bobbin.reactive;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** The same rules for publishers of the JDK's Flow. */
public class FlowPublisherTckTest extends FlowPublisherVerification<Long> {

    public FlowPublisherTckTest() {
        super(new TestEnvironment(5000, 50, 20), 3000);
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return FlowStreams.toPublisher(PublisherTckTest.numbers(elements));
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return FlowStreams.toPublisher(
                step -> {
                    throw new IllegalStateException("This dispatcher takes nothing");
                },
                PublisherTckTest.numbers(1));
    }
}
