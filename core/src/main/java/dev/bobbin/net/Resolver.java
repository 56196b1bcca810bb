package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks host names up on threads of its own: the JDK's look-up blocks, and a loop must not. */
final class Resolver {

    private static final int MOST_THREADS = 8;

    private static final ThreadPoolExecutor THREADS = new ThreadPoolExecutor(
            MOST_THREADS, MOST_THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "bobbin-dns");
                thread.setDaemon(true);
                return thread;
            });

    static {
        THREADS.allowCoreThreadTimeOut(true);
    }

    private Resolver() {}

    @Suspendable
    static InetSocketAddress resolve(String host, int port) {
        return new InetSocketAddress(lookUp(host), port);
    }

    @Suspendable
    private static InetAddress lookUp(String host) {
        return Coroutines.await(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return InetAddress.getByName(host);
                    } catch (UnknownHostException e) {
                        throw new CompletionException(e);
                    }
                },
                THREADS));
    }
}
