package dev.bobbin.net.http;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The {@code java.net.http.HttpClient} of JDK 11 and newer. This library is made for Java 8, so it is reached by method handles,
 * looked up once.
 */
final class JdkClient {

    /** Looked up when the first call needs it. */
    private static final class Lookup {
        static final JdkClient CLIENT; // null before JDK 11

        static {
            JdkClient client = null;
            try {
                client = new JdkClient();
            } catch (ClassNotFoundException e) {
                // an older JDK, or a runtime image without the module java.net.http
            } catch (Throwable e) {
                throw new AssertionError("java.net.http.HttpClient is not as it was in JDK 11", e);
            }
            CLIENT = client;
        }
    }

    private final Object client;
    private final MethodHandle newRequest; // (URI) -> HttpRequest.Builder
    private final MethodHandle setMethod; // (HttpRequest.Builder, String, BodyPublisher) -> HttpRequest.Builder
    private final MethodHandle addHeader; // (HttpRequest.Builder, String, String) -> HttpRequest.Builder
    private final MethodHandle build; // (HttpRequest.Builder) -> HttpRequest
    private final MethodHandle publishBytes; // (byte[]) -> BodyPublisher
    private final MethodHandle publishNothing; // () -> BodyPublisher
    private final MethodHandle asBytes; // () -> BodyHandler
    private final MethodHandle sendAsync; // (HttpClient, HttpRequest, BodyHandler) -> CompletableFuture
    private final MethodHandle status; // (HttpResponse) -> int
    private final MethodHandle headers; // (HttpResponse) -> HttpHeaders
    private final MethodHandle map; // (HttpHeaders) -> Map
    private final MethodHandle body; // (HttpResponse) -> Object

    private JdkClient() throws Throwable {
        Class<?> clientType = type("HttpClient");
        Class<?> request = type("HttpRequest");
        Class<?> builder = type("HttpRequest$Builder");
        Class<?> publisher = type("HttpRequest$BodyPublisher");
        Class<?> publishers = type("HttpRequest$BodyPublishers");
        Class<?> response = type("HttpResponse");
        Class<?> bodyHandler = type("HttpResponse$BodyHandler");
        Class<?> fields = type("HttpHeaders");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        client = lookup.findStatic(clientType, "newHttpClient", MethodType.methodType(clientType))
                .invoke();
        newRequest = lookup.findStatic(request, "newBuilder", MethodType.methodType(builder, URI.class));
        setMethod = lookup.findVirtual(builder, "method", MethodType.methodType(builder, String.class, publisher));
        addHeader = lookup.findVirtual(builder, "header", MethodType.methodType(builder, String.class, String.class));
        build = lookup.findVirtual(builder, "build", MethodType.methodType(request));
        publishBytes = lookup.findStatic(publishers, "ofByteArray", MethodType.methodType(publisher, byte[].class));
        publishNothing = lookup.findStatic(publishers, "noBody", MethodType.methodType(publisher));
        asBytes =
                lookup.findStatic(type("HttpResponse$BodyHandlers"), "ofByteArray", MethodType.methodType(bodyHandler));
        sendAsync = lookup.findVirtual(
                clientType, "sendAsync", MethodType.methodType(CompletableFuture.class, request, bodyHandler));
        status = lookup.findVirtual(response, "statusCode", MethodType.methodType(int.class));
        headers = lookup.findVirtual(response, "headers", MethodType.methodType(fields));
        map = lookup.findVirtual(fields, "map", MethodType.methodType(Map.class));
        body = lookup.findVirtual(response, "body", MethodType.methodType(Object.class));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("java.net.http." + name);
    }

    /** Sends it, and waits for all of the reply. Redirects are not followed. */
    @Suspendable
    static HttpReply send(HttpCall call) throws IOException {
        JdkClient client = Lookup.CLIENT;
        if (client == null) {
            throw new HttpCallException(
                    call.toString(),
                    "This needs java.net.http.HttpClient, which there is from JDK 11 on; this is Java "
                            + System.getProperty("java.version") + " in " + System.getProperty("java.home")
                            + ". Leave throughJdk() out: http and https go without.");
        }
        if (call.writer() != null) {
            throw new HttpCallException(
                    call.toString(),
                    "The JDK's client takes no body that is made as it is sent. Give the bytes, by body().");
        }
        return client.toReply(call, Coroutines.suspend(wakeUp -> {
            CompletableFuture<?> sent = client.start(call);
            wakeUp.onCancel(() -> sent.cancel(true));
            sent.whenComplete((response, thrown) -> {
                if (thrown == null) {
                    wakeUp.success(response);
                } else {
                    wakeUp.failure(named(call, thrown));
                }
            });
        }));
    }

    private static Throwable named(HttpCall call, Throwable thrown) {
        boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
        Throwable cause = wrapped ? thrown.getCause() : thrown;
        return cause instanceof IOException ? HttpCallException.of(call.toString(), (IOException) cause) : cause;
    }

    private CompletableFuture<?> start(HttpCall call) {
        try {
            Object publisher = call.hasBody() ? publishBytes.invoke(call.bytes()) : publishNothing.invoke();
            Object builder = newRequest.invoke(call.target().uri());
            setMethod.invoke(builder, call.method(), publisher);
            for (Map.Entry<String, String> each : call.headers()) {
                addHeader.invoke(builder, each.getKey(), each.getValue());
            }
            return (CompletableFuture<?>) sendAsync.invoke(client, build.invoke(builder), asBytes.invoke());
        } catch (RuntimeException | Error e) {
            throw e; // the client refuses a header, say
        } catch (Throwable e) {
            throw new AssertionError("java.net.http throws no checked exception here", e);
        }
    }

    private HttpReply toReply(HttpCall call, Object response) {
        try {
            List<String> namesAndValues = new ArrayList<>();
            @SuppressWarnings("unchecked") // as its documentation says
            Map<String, List<String>> all = (Map<String, List<String>>) map.invoke(headers.invoke(response));
            all.forEach((name, values) -> {
                if (!name.startsWith(":")) { // HTTP/2's own
                    values.forEach(value -> {
                        namesAndValues.add(name);
                        namesAndValues.add(value);
                    });
                }
            });
            HttpHeaders checked = HttpHeaders.checked(namesAndValues.toArray(new String[0]));
            byte[] bytes = (byte[]) body.invoke(response);
            return HttpReply.inMemory(
                    call.toString(), call.target().toString(), (int) status.invoke(response), checked, bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("java.net.http throws no checked exception here", e);
        }
    }
}
