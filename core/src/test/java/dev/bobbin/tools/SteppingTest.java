package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import example.SteppedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Stepping by line with the JDK's debug interface, as IDEs do it: they pass by what is synthetic, what has no lines, and the
 * classes of the JDK and of Bobbin. A call that suspends leaves the methods it is in, so the next stop is where they were run.
 */
class SteppingTest {

    private static final Path SOURCE = Path.of("src/test/java/example/SteppedProgram.java");
    private static final String[] FILTERS = {"java.*", "jdk.*", "sun.*", "dev.bobbin.*"};

    private static final String SELF = "self=instance of example.SteppedProgram ";

    private final Map<Integer, String> lines = new TreeMap<>();
    private final List<String> locals = new ArrayList<>();

    @Test
    void overInTheFastPathUntilACallSuspends() throws Exception {
        assertThat(stops("FIRST", StepRequest.STEP_OVER, 5))
                .containsExactly("FIRST", "QUICK", "PAUSED", "RUN", "WHILE");
        assertThat(locals)
                .startsWith("name=\"tea\" amount=5", "name=\"tea\" amount=5 count=3", "name=\"tea\" amount=5 count=7");
    }

    /** What nobody reads any more, as {@code name} here, is gone; no name is told without its value; what was {@code this} is {@code self}. */
    @Test
    void overInTheResumePathUntilACallSuspends() throws Exception {
        assertThat(stops("RESUMED", StepRequest.STEP_OVER, 6))
                .containsExactly("RESUMED", "AGAIN", "LOOP", "BODY", "RUN", "WHILE");
        assertThat(locals)
                .startsWith(
                        SELF + "amount=5 count=7 paused=71",
                        SELF + "amount=5 count=7 paused=71 half=35.5",
                        SELF + "amount=5 count=7 half=35.5 again=72",
                        SELF + "amount=5 count=7 half=35.5 again=72 i=0");
    }

    @Test
    void overTheEndOfAResumedMethod() throws Exception {
        assertThat(stops("FIELD", StepRequest.STEP_OVER, 4)).containsExactly("FIELD", "END", "RUN", "WHILE");
        assertThat(locals)
                .startsWith(SELF + "amount=5 count=7 half=35.5 again=84", SELF + "amount=5 count=7 half=35.5 again=84");
    }

    @Test
    void intoInTheFastPath() throws Exception {
        assertThat(stops("QUICK", StepRequest.STEP_INTO, 8))
                .containsExactly("QUICK", "QUICK 1", "QUICK 2", "QUICK", "PAUSED", "PAUSED 1", "PAUSED 2", "PAUSED");
    }

    @Test
    void intoInTheResumePath() throws Exception {
        assertThat(stops("RESUMED", StepRequest.STEP_INTO, 9))
                .containsExactly(
                        "RESUMED", "AGAIN", "QUICK 1", "QUICK 2", "AGAIN", "LOOP", "BODY", "PAUSED 1", "PAUSED 2");
    }

    /** From the loop that runs the continuation into what goes on, and from there into its caller. */
    @Test
    void intoAResumption() throws Exception {
        assertThat(stops("PAUSED 3", StepRequest.STEP_INTO, 5))
                .startsWith("PAUSED 3", "PAUSED 4")
                .endsWith("PAUSED", "RESUMED");
        assertThat(locals).startsWith("local=70", "local=71").endsWith(SELF + "amount=5 count=7 paused=71");
    }

    @Test
    void outOfBothPaths() throws Exception {
        assertThat(stops("QUICK 1", StepRequest.STEP_OUT, 2)).containsExactly("QUICK 1", "QUICK");
        assertThat(stops("PAUSED 3", StepRequest.STEP_OUT, 2)).containsExactly("PAUSED 3", "RUN");
        assertThat(stops("AGAIN", StepRequest.STEP_OUT, 2)).containsExactly("AGAIN", "RUN");
    }

    /** Runs to the line {@code first}, then makes steps of one depth, until it has stopped {@code count} times. */
    private List<String> stops(String first, int depth, int count) throws Exception {
        readLines();
        locals.clear();
        List<String> stops = new ArrayList<>();
        VirtualMachine machine = launch();
        try {
            ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(SteppedProgram.class.getName());
            prepared.enable();
            boolean runs = true;
            while (runs) {
                EventSet events = machine.eventQueue().remove(60_000);
                assertThat(events)
                        .as("the program says something within a minute")
                        .isNotNull();
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent) {
                        breakAt(((ClassPrepareEvent) event).referenceType(), first);
                    } else if (event instanceof BreakpointEvent || event instanceof StepEvent) {
                        LocatableEvent stopped = (LocatableEvent) event;
                        EventRequestManager requests = machine.eventRequestManager();
                        requests.deleteAllBreakpoints();
                        requests.deleteEventRequests(requests.stepRequests());
                        boolean isPassedBy = isPassedBy(stopped.location());
                        if (!isPassedBy) {
                            stops.add(nameOf(stopped.location()));
                            locals.add(locals(stopped.thread()));
                        }
                        if (stops.size() < count) {
                            boolean leaves = isPassedBy && depth != StepRequest.STEP_INTO;
                            step(stopped.thread(), leaves ? StepRequest.STEP_OUT : depth);
                        }
                    }
                    runs &= !(event instanceof VMDisconnectEvent);
                }
                events.resume();
            }
        } finally {
            machine.process().destroy();
        }
        return stops;
    }

    private static boolean isPassedBy(Location location) {
        return location.method().isSynthetic() || location.lineNumber() < 0;
    }

    private static String locals(ThreadReference thread) throws Exception {
        StackFrame frame = thread.frame(0);
        StringBuilder text = new StringBuilder();
        for (LocalVariable variable : frame.visibleVariables()) {
            String value = String.valueOf(frame.getValue(variable)).replaceAll("\\(id=\\d+\\)", "");
            text.append(variable.name()).append('=').append(value).append(' ');
        }
        return text.toString().trim();
    }

    private static void step(ThreadReference thread, int depth) {
        StepRequest step =
                thread.virtualMachine().eventRequestManager().createStepRequest(thread, StepRequest.STEP_LINE, depth);
        for (String filter : FILTERS) {
            step.addClassExclusionFilter(filter);
        }
        step.addCountFilter(1);
        step.enable();
    }

    private String nameOf(Location location) {
        return lines.getOrDefault(location.lineNumber(), location.toString());
    }

    private void breakAt(ReferenceType type, String line) throws Exception {
        for (Map.Entry<Integer, String> entry : lines.entrySet()) {
            if (entry.getValue().equals(line)) {
                for (Location location : type.locationsOfLine(entry.getKey())) {
                    type.virtualMachine()
                            .eventRequestManager()
                            .createBreakpointRequest(location)
                            .enable();
                }
            }
        }
    }

    private void readLines() throws Exception {
        List<String> source = Files.readAllLines(SOURCE);
        for (int i = 0; i < source.size(); i++) {
            int mark = source.get(i).indexOf(" // ");
            if (mark > 0) {
                lines.put(i + 1, source.get(i).substring(mark + " // ".length()));
            }
        }
    }

    private static VirtualMachine launch() throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("main").setValue(SteppedProgram.class.getName());
        String path = location(SteppedProgram.class)
                + System.getProperty("path.separator")
                + location(dev.bobbin.Continuation.class);
        arguments.get("options").setValue("-cp \"" + path + "\"");
        return connector.launch(arguments);
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
