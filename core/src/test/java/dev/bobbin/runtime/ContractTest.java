package dev.bobbin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.contract.Contract;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The instrumenter knows the runtime by names alone: here they are held against what is really there. */
class ContractTest {

    private static final ClassLoader LOADER = ContractTest.class.getClassLoader();

    @Test
    void bothHaveOneFormat() {
        assertThat(Contract.FORMAT).isEqualTo(FrameStack.FORMAT);
    }

    @Test
    void bothKnowWhereTwinsLieApart() {
        assertThat(Contract.twinsApart("Prices")).isEqualTo("Prices" + PlainFrame.TWINS_APART);
    }

    /** All names of types, as descriptors or as internal names. */
    static Stream<String> types() {
        return Arrays.stream(Contract.class.getFields())
                .filter(field -> field.getType() == String.class)
                .map(ContractTest::value)
                .filter(name -> name.contains("dev/bobbin/"))
                .filter(name -> !name.startsWith("("));
    }

    @ParameterizedTest
    @MethodSource("types")
    void namesTypesThatAreThere(String name) throws ClassNotFoundException {
        String type = name.startsWith("L") ? name.substring(1, name.length() - 1) : name;
        assertThat(Modifier.isPublic(
                        Class.forName(type.replace('/', '.'), false, LOADER).getModifiers()))
                .isTrue();
    }

    @Test
    void namesTheMethodsThatOffload() throws ReflectiveOperationException {
        Class<?> offload = Class.forName(Contract.OFFLOAD.replace('/', '.'));
        MethodType type = MethodType.fromMethodDescriptorString(Contract.OFFLOAD_DESCRIPTOR, LOADER);
        for (String name : new String[] {Contract.OFFLOAD_CALL, Contract.OFFLOAD_CLOSE}) {
            assertThat(offload.getMethod(name, type.parameterArray()).getReturnType())
                    .as(name)
                    .isEqualTo(type.returnType());
        }
        MethodType sends = MethodType.fromMethodDescriptorString(Contract.OFFLOAD_SEND_DESCRIPTOR, LOADER);
        for (String name : new String[] {Contract.OFFLOAD_SEND, Contract.OFFLOAD_SEND_OR_CALL}) {
            assertThat(offload.getMethod(name, sends.parameterArray()).getReturnType())
                    .as(name)
                    .isEqualTo(sends.returnType());
        }
        assertThat(sends.parameterType(1)
                        .getMethod(Contract.OFFLOAD_WRITING_METHOD, Object.class)
                        .getReturnType())
                .isEqualTo(Object.class);
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
