package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Stands in for {@code java.net.http.HttpClient.send} of Java 11, whose types Java 8 does not have: so they are given as
 * objects. It goes through {@code sendAsync}, which takes no thread. On a plain thread it is the JDK's call.
 */
public final class HttpClients {

    private HttpClients() {}

    /** Found when it is first asked for: Java 8 has none. */
    private static final class Methods {
        static final Method SEND = find("send");
        static final Method SEND_ASYNC = find("sendAsync");

        private static Method find(String name) {
            try {
                Class<?> client = Class.forName("java.net.http.HttpClient");
                Class<?> request = Class.forName("java.net.http.HttpRequest");
                Class<?> handler = Class.forName("java.net.http.HttpResponse$BodyHandler");
                return client.getMethod(name, request, handler);
            } catch (ClassNotFoundException | NoSuchMethodException e) {
                throw new IllegalArgumentException(
                        "java.net.http.HttpClient is not there in Java " + System.getProperty("java.version"), e);
            }
        }
    }

    /**
     * {@code HttpClient.send(request, handler)}. A cancelled coroutine cancels the exchange as far as the JDK can: from 16 on.
     *
     * @param client the HttpClient
     * @param request the HttpRequest
     * @param handler the HttpResponse.BodyHandler
     * @return the HttpResponse
     * @throws IOException if the exchange fails
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Object send(Object client, Object request, Object handler) throws IOException, InterruptedException {
        if (Threads.isPlain(FrameStack.current())) {
            return call(Methods.SEND, client, request, handler);
        }
        Threads.requireNotInterrupted();
        FrameStack.current().requireNotCancelled();
        CompletableFuture<?> exchange = (CompletableFuture<?>) call(Methods.SEND_ASYNC, client, request, handler);
        return await(exchange);
    }

    @Suspendable
    private static Object await(CompletableFuture<?> exchange) throws IOException, InterruptedException {
        try {
            return Coroutines.suspend(wakeUp -> {
                wakeUp.onCancel(() -> exchange.cancel(true));
                exchange.whenComplete((response, thrown) -> {
                    if (thrown == null) {
                        wakeUp.success(response);
                    } else {
                        wakeUp.failure(new ExecutionException(cause(thrown)));
                    }
                });
            });
        } catch (Exception e) {
            if (!(e instanceof ExecutionException)) {
                throw e;
            }
            Throwable failure = e.getCause();
            if (failure instanceof IOException) {
                throw (IOException) failure;
            }
            if (failure instanceof RuntimeException) {
                throw (RuntimeException) failure;
            }
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static Object call(Method method, Object client, Object request, Object handler)
            throws IOException, InterruptedException {
        try {
            return method.invoke(client, request, handler);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof IOException) {
                throw (IOException) thrown;
            }
            if (thrown instanceof InterruptedException) {
                throw (InterruptedException) thrown;
            }
            if (thrown instanceof RuntimeException) {
                throw (RuntimeException) thrown;
            }
            if (thrown instanceof Error) {
                throw (Error) thrown;
            }
            throw new AssertionError("send() declares no such exception", thrown);
        } catch (IllegalAccessException e) {
            throw new AssertionError("a public method of a public class", e);
        }
    }
}
