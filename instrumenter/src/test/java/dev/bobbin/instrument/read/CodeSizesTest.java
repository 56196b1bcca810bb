package dev.bobbin.instrument.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

class CodeSizesTest {

    @ParameterizedTest
    @ValueSource(classes = {ConcurrentHashMap.class, ClassReader.class, CodeSizesTest.class, Comparable.class})
    void areThoseOfTheClassFile(Class<?> type) throws IOException {
        byte[] bytes;
        try (InputStream in =
                ClassLoader.getSystemResourceAsStream(type.getName().replace('.', '/') + ".class")) {
            bytes = in.readAllBytes();
        }
        CodeSizes sizes = CodeSizes.of(bytes);
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, 0);
        for (MethodNode method : node.methods) {
            CodeSizeEvaluator size = new CodeSizeEvaluator(Opcodes.ASM9, null) {};
            method.accept(size);
            assertThat(sizes.of(method.name, method.desc))
                    .as(method.name)
                    .isBetween(size.getMinSize(), size.getMaxSize());
        }
        assertThat(sizes.of("no-such-method", "()V")).isZero();
    }
}
