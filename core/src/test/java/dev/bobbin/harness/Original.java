package dev.bobbin.harness;

import dev.bobbin.Continuation;
import dev.bobbin.runtime.Frame;
import dev.bobbin.runtime.FrameStack;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** A continuation of which a copy is made, and what its frames have in them then. Java 8: see {@link Runs}. */
final class Original {

    private final Continuation continuation;
    private final List<Object> values;

    private Original(Continuation continuation, List<Object> values) {
        this.continuation = continuation;
        this.values = values;
    }

    static Original of(Continuation continuation) {
        return new Original(continuation, values(continuation));
    }

    /** Whether its frames still have the same in them, to the identity of objects. */
    boolean isUntouched() {
        List<Object> now = values(continuation);
        for (int i = 0; i < values.size(); i++) {
            Object before = values.get(i);
            boolean isNumber = before instanceof Number || before instanceof Boolean || before instanceof Character;
            if (isNumber ? !before.equals(now.get(i)) : before != now.get(i)) {
                return false;
            }
        }
        return values.size() == now.size();
    }

    private static List<Object> values(Continuation continuation) {
        List<Object> values = new ArrayList<>();
        try {
            Field stack = Continuation.class.getDeclaredField("stack");
            stack.setAccessible(true);
            for (Frame frame = ((FrameStack) stack.get(continuation)).top(); frame != null; frame = frame.parent()) {
                values.add(frame.getClass());
                values.add(frame.state);
                for (Field field : frame.getClass().getDeclaredFields()) {
                    field.setAccessible(true);
                    values.add(field.get(frame));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return values;
    }
}
