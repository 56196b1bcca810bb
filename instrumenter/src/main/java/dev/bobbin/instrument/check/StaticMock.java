package dev.bobbin.instrument.check;

import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.MethodOutline;
import java.util.Optional;

/**
 * Mockito is asked to mock static methods, and one is suspendable. A suspending caller calls the twin, for which there is no stub; a
 * twin cannot find out whether its class is mocked without making every call dearer, mocked or not.
 */
final class StaticMock implements Warning {

    static final String NAME = "static-mock";

    private final Marks marks;

    StaticMock(Marks marks) {
        this.marks = marks;
    }

    @Override
    public void look(Routine routine, Warnings warnings) {
        for (Call mock : routine.staticMocks()) {
            Optional<MethodOutline> suspendable = marks.suspendableStatic(mock.owner());
            suspendable.ifPresent(method -> warnings.add(
                    NAME,
                    routine,
                    mock.where(),
                    routine.label() + " mocks the static methods of " + Subject.simpleName(mock.owner()) + ", of which "
                            + method.name()
                            + "() is suspendable. Its stubs are for callers that cannot suspend; those that"
                            + " can get the default answer, 0 or null. Put it behind an interface or an object, and mock"
                            + " that."));
        }
    }
}
