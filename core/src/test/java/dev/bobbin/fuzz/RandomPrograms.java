package dev.bobbin.fuzz;

import java.util.LinkedHashMap;
import java.util.Map;

/** Some random programs of both kinds. */
public final class RandomPrograms {

    private static final int OLDEST_MODERN_RELEASE = 17;

    private RandomPrograms() {}

    /** The sources of {@code number} programs by class name, those of {@code seed} and the seeds after it, for a release of Java. */
    public static Map<String, String> sources(long seed, int number, int release) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (int i = 0; i < number; i++) {
            String name = "Random" + i;
            boolean isHierarchy = i % 2 == 1;
            sources.put(
                    name,
                    isHierarchy
                            ? HierarchyGenerator.generate(seed + i, name)
                            : ProgramGenerator.generate(seed + i, name, release >= OLDEST_MODERN_RELEASE));
        }
        return sources;
    }
}
