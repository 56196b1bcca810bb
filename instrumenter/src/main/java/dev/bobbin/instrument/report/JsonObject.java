package dev.bobbin.instrument.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A JSON object as far as the report needs one: texts, whole numbers, and lists of texts or of objects, in the order of writing. */
final class JsonObject {

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Adds a text. */
    JsonObject with(String name, String text) {
        return withAny(name, text);
    }

    JsonObject with(String name, int number) {
        return withAny(name, number);
    }

    JsonObject with(String name, JsonObject object) {
        return withAny(name, object);
    }

    JsonObject withTexts(String name, List<String> texts) {
        return withAny(name, texts);
    }

    <T> JsonObject withObjects(String name, List<T> values, Function<T, JsonObject> writer) {
        return withAny(name, values.stream().map(writer).collect(Collectors.toList()));
    }

    /** Adds a value as the parser made it. */
    JsonObject withAny(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** The members, in the order of the text. */
    Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    String text(String name) {
        return member(name, String.class);
    }

    int number(String name) {
        return member(name, Integer.class);
    }

    JsonObject object(String name) {
        return member(name, JsonObject.class);
    }

    List<String> texts(String name) {
        return list(name, String.class);
    }

    <T> List<T> objects(String name, Function<JsonObject, T> reader) {
        return list(name, JsonObject.class).stream().map(reader).collect(Collectors.toList());
    }

    private <T> List<T> list(String name, Class<T> type) {
        List<T> list = new ArrayList<>();
        for (Object element : member(name, List.class)) {
            list.add(checked(name, element, type));
        }
        return list;
    }

    private <T> T member(String name, Class<T> type) {
        return checked(name, members.get(name), type);
    }

    private static <T> T checked(String name, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" should be a " + type.getSimpleName() + ", but is " + value);
        }
        return type.cast(value);
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
