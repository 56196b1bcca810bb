package dev.bobbin.instrument.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two types have in common, as a verifier merges them (row K5 of the list of shapes). No class is loaded for it. */
class TypeHierarchyTest {

    @ParameterizedTest
    @CsvSource({
        "java/lang/Integer, java/lang/Long, java/lang/Number",
        "java/lang/Integer, java/lang/Integer, java/lang/Integer",
        "java/lang/Integer, java/lang/Number, java/lang/Number",
        "java/lang/Number, java/lang/Integer, java/lang/Number",
        "java/util/LinkedList, java/util/ArrayList, java/util/AbstractList",
        "java/lang/Integer, java/lang/String, java/lang/Object",
        "java/util/List, java/util/ArrayList, java/lang/Object", // an interface counts as Object
        "java/util/List, java/util/Collection, java/lang/Object",
        "java/lang/Object, java/util/List, java/lang/Object",
        "javax/net/ssl/SSLKeyException, javax/net/ssl/SSLHandshakeException, javax/net/ssl/SSLException",
        "not/on/the/ClassPath, java/lang/String, java/lang/Object",
        "not/on/the/ClassPath, not/on/the/ClassPath, not/on/the/ClassPath"
    })
    void theNearestCommonSuperclassIsFound(String one, String other, String common) throws IOException {
        try (ClassPath classPath = ClassPath.open(Map.of(), List.of())) {
            assertThat(new TypeHierarchy(classPath).commonSuperclass(one, other))
                    .isEqualTo(common);
        }
    }
}
