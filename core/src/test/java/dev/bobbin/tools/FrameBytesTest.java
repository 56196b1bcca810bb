package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report's bytes of frames, compared with what the JVM says of the frame classes of this build. */
class FrameBytesTest {

    private static final Pattern FRAME =
            Pattern.compile("\"frame\":\\s*\\{\\s*\"class\":\\s*\"([^\"]+)\",\\s*\"bytes\":\\s*(\\d+)");

    @ParameterizedTest
    @ValueSource(strings = {"target/bobbin/report.json", "target/bobbin/test-report.json"})
    void theReportCountsTheBytesOfFramesAsTheJvmDoes(String report) throws Exception {
        Instrumentation jvm = instrumentation();
        assumeTrue(
                jvm.getObjectSize(new Object()) == 16 && jvm.getObjectSize(new Object[2]) == 24,
                "usual headers and references");
        Map<String, Long> told = new TreeMap<>();
        Map<String, Long> counted = new TreeMap<>();
        Matcher frames = FRAME.matcher(Files.readString(Path.of(report)));
        while (frames.find()) {
            Class<?> type = Class.forName(frames.group(1), false, getClass().getClassLoader());
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            told.put(type.getName(), Long.valueOf(frames.group(2)));
            counted.put(type.getName(), jvm.getObjectSize(constructor.newInstance()));
        }
        assertThat(told).hasSizeGreaterThan(20).isEqualTo(counted);
    }

    /** By name: javac warns of annotations that the agent's class has and that are not there. */
    private static Instrumentation instrumentation() throws ReflectiveOperationException {
        return (Instrumentation) Class.forName("net.bytebuddy.agent.ByteBuddyAgent")
                .getMethod("install")
                .invoke(null);
    }
}
