package dev.bobbin.instrument.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
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

    /** What is compared by identity must not depend on who was faster. */
    @Test
    void threadsThatReadAClassAtTheSameTimeGetTheSame() throws Exception {
        CyclicBarrier bothRead = new CyclicBarrier(2);
        TypeHierarchy hierarchy = new TypeHierarchy(ClassPath.of(name -> {
            try {
                bothRead.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("one thread has read alone", e);
            }
            return Optional.of(bytesOf(TypeHierarchyTest.class));
        }));
        String name = "dev/bobbin/instrument/read/TypeHierarchyTest";
        CompletableFuture<Optional<ClassOutline>> other = new CompletableFuture<>();
        Thread thread = new Thread(() -> other.complete(hierarchy.find(name)));
        thread.setDaemon(true);
        thread.start();
        ClassOutline mine = hierarchy.find(name).orElseThrow();
        assertThat(other.get(20, TimeUnit.SECONDS)).containsSame(mine);
        assertThat(hierarchy.find(name)).containsSame(mine);
    }

    private static byte[] bytesOf(Class<?> type) {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
