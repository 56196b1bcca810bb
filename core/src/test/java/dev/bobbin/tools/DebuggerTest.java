package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A real debugger, by the JDK's debug interface: breakpoints stop in whichever path runs, once, and locals have their names. */
class DebuggerTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/bobbin/tools/DebuggedProgram.java");

    @Test
    void breakpointsStopOncePerExecutionOfTheirLineInBothPaths() throws Exception {
        Map<String, Integer> lines = new TreeMap<>();
        List<String> source = Files.readAllLines(SOURCE);
        for (int i = 0; i < source.size(); i++) {
            int mark = source.get(i).indexOf("; // ");
            if (mark > 0) {
                lines.put(source.get(i).substring(mark + "; // ".length()), i + 1);
            }
        }
        Map<String, Integer> hits = new TreeMap<>();
        StringBuilder befores = new StringBuilder();
        VirtualMachine machine = launch();
        try {
            ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(DebuggedProgram.class.getName());
            prepared.enable();
            boolean runs = true;
            while (runs) {
                EventSet events = machine.eventQueue().remove(60_000);
                assertThat(events)
                        .as("the debugged program says something within a minute")
                        .isNotNull();
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent) {
                        for (int line : lines.values()) {
                            breakAt(((ClassPrepareEvent) event).referenceType(), line);
                        }
                    } else if (event instanceof BreakpointEvent) {
                        BreakpointEvent stopped = (BreakpointEvent) event;
                        int line = stopped.location().lineNumber();
                        lines.forEach((name, number) -> {
                            if (number == line) {
                                hits.merge(name, 1, Integer::sum);
                            }
                        });
                        if (line == lines.get("AFTER")) {
                            StackFrame frame = stopped.thread().frame(0);
                            befores.append(frame.getValue(frame.visibleVariableByName("before")))
                                    .append(' ');
                        }
                    }
                    runs &= !(event instanceof VMDisconnectEvent);
                }
                events.resume();
            }
        } finally {
            machine.process().destroy();
        }
        assertThat(hits).isEqualTo(Map.of("BEFORE", 3, "CALL", 3, "AFTER", 3, "LAST", 1, "RESULT", 3));
        assertThat(befores).hasToString("0 10 20 ");
    }

    private static void breakAt(ReferenceType type, int line) {
        try {
            for (Location location : type.locationsOfLine(line)) {
                type.virtualMachine()
                        .eventRequestManager()
                        .createBreakpointRequest(location)
                        .enable();
            }
        } catch (com.sun.jdi.AbsentInformationException e) {
            throw new AssertionError(e);
        }
    }

    private static VirtualMachine launch() throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("main").setValue(DebuggedProgram.class.getName());
        String path = location(DebuggedProgram.class)
                + System.getProperty("path.separator")
                + location(dev.bobbin.Continuation.class);
        arguments.get("options").setValue("-cp \"" + path + "\"");
        return connector.launch(arguments);
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
