package dev.bobbin.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SavedFramesTest {

    /** As a frame class was before there was saving. */
    private static final class OldFrame extends Frame {
        private final StackTraceElement where;

        OldFrame(StackTraceElement where) {
            this.where = where;
        }

        @Override
        public void resume(FrameStack k) {}

        @Override
        public StackTraceElement where() {
            return where;
        }
    }

    private static void assertRefused(Frame frame, String message) throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> SavedFrames.write(frame, out))
                    .isExactlyInstanceOf(NotSerializableException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void aFrameOfAnOldClassIsRefusedByName() throws Exception {
        String rest =
                " cannot be saved: its class was instrumented by a version of Bobbin that knew no saving. Build it again.";
        assertRefused(
                new OldFrame(new StackTraceElement("example.Orders", "total", "Orders.java", 42)),
                "Orders.java:42: Orders.total()" + rest);
        assertRefused(new OldFrame(null), "A frame of class " + OldFrame.class.getName() + rest);
    }
}
