package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same classes twice: as they were instrumented, and as the compiler made them, which the plugin keeps. */
class OrderTest {

    private static final Path AS_COMPILED = Path.of("target/bobbin/instrument/originals");
    private static final String JSON = "{\"name\":\"Ada\",\"amount\":200,\"address\":{\"street\":\"Main\"},"
            + "\"lines\":[{\"item\":\"tea\",\"count\":3,\"double\":6}],\"large\":true}";

    static List<ObjectMapper> mappers() {
        return List.of(
                JsonMapper.builder().build(),
                JsonMapper.builder()
                        .visibility(PropertyAccessor.ALL, Visibility.ANY)
                        .build(),
                JsonMapper.builder()
                        .enable(MapperFeature.USE_GETTERS_AS_SETTERS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void theSameJsonComesAndGoes(ObjectMapper mapper) throws Exception {
        Class<?> plain = asCompiled(Order.class);
        String readAndWritten = mapper.writeValueAsString(read(mapper, Order.class));
        assertEquals(mapper.writeValueAsString(read(mapper, plain)), readAndWritten);
        assertEquals(mapper.readTree(JSON), mapper.readTree(readAndWritten));
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void theSamePropertiesAreSeen(ObjectMapper mapper) throws Exception {
        for (Class<?> type : List.of(Order.class, Order.Line.class, Order.Address.class)) {
            assertEquals(properties(mapper, asCompiled(type)), properties(mapper, type));
        }
    }

    @Test
    void theClassesAreNotTheSame() throws Exception {
        assertNotEquals(
                Order.class.getDeclaredMethods().length, asCompiled(Order.class).getDeclaredMethods().length);
    }

    private static Object read(ObjectMapper mapper, Class<?> type) throws IOException {
        Object read = mapper.readerFor(type)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // "double" is only written
                .readValue(JSON);
        assertSame(type, read.getClass());
        return read;
    }

    private static Set<String> properties(ObjectMapper mapper, Class<?> type) {
        // To Jackson, the generated setup-body(FrameStack) sets a property "up-body", whatever setup() is meant to do. Nobody
        // sends one.
        BeanDescription written = mapper.getSerializationConfig().introspect(mapper.constructType(type));
        BeanDescription read = mapper.getDeserializationConfig().introspect(mapper.constructType(type));
        Set<String> names = new TreeSet<>();
        for (BeanDescription bean : List.of(written, read)) {
            names.add(bean.findProperties().stream()
                    .map(BeanPropertyDefinition::getName)
                    .filter(name -> name.indexOf('-') < 0)
                    .sorted()
                    .collect(Collectors.joining(" ", bean == read ? "reads " : "writes ", "")));
        }
        return names;
    }

    private static Class<?> asCompiled(Class<?> type) throws Exception {
        URL[] path = {AS_COMPILED.toUri().toURL(), location(dev.bobbin.Continuation.class)};
        return new URLClassLoader(path, null).loadClass(type.getName());
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
