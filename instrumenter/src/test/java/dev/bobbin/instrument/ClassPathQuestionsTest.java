package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the instrumenter asks the class path for. A question to which there is no answer goes through all modules of the JDK. */
class ClassPathQuestionsTest {

    private static final String SHOP = """
            public class Shop {
                @dev.bobbin.Suspendable public int price(String name) {
                    dev.bobbin.runtime.FrameStack.current().suspend();
                    return name.length();
                }

                @dev.bobbin.Suspendable public int total(Iterable<String> names) {
                    int sum = 0;
                    for (String name : names) {
                        sum += price(name);
                    }
                    return sum;
                }
            }
            """;

    @TempDir
    Path directory;

    private final List<String> asked = new ArrayList<>();

    @Test
    void noClassIsLookedForThatIsOnlyAboutToBeMade() {
        Map<String, byte[]> changed = instrument();
        assertThat(changed).containsKey("Shop$total-frame");
        assertThat(asked).contains("Shop").doesNotContainAnyElementsOf(generated(changed));
    }

    @Test
    void everyQuestionIsAskedOnce() {
        instrument();
        assertThat(asked).doesNotHaveDuplicates();
    }

    private Map<String, byte[]> instrument() {
        Map<String, byte[]> classes = Compiled.classes(Map.of("Shop", SHOP), directory);
        LoadedClasses loaded = LoadedClasses.of(
                name -> {
                    asked.add(name);
                    return Optional.ofNullable(classes.get(name));
                },
                remark -> {
                    throw new AssertionError(remark);
                });
        return loaded.instrument("Shop", classes.get("Shop"));
    }

    private static HashSet<String> generated(Map<String, byte[]> changed) {
        HashSet<String> names = new HashSet<>(changed.keySet());
        names.remove("Shop");
        return names;
    }
}
