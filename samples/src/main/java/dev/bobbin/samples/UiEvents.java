package dev.bobbin.samples;

import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A form that waits for a click, then for a word ended by Enter, twice: by polling the devices, by an event queue with a
 * handler for each kind of event, and by a coroutine that reads clicks and keys. The user is simulated, so no display is
 * needed. Counts how often each one looked for events, and how often in vain.
 */
public final class UiEvents {

    private static final int WORDS = 2;

    private UiEvents() {}

    public static void main(String[] args) throws Exception {
        System.out.println("model         words             looks  in vain");
        print("polling", new Polling());
        print("event queue", new EventQueue());
        print("coroutine", new Straight());
    }

    private static void print(String name, Form form) throws Exception {
        String words = form.fill();
        System.out.printf("%-13s %-16s %6d %8d%n", name, words, form.looks, form.inVain);
    }

    /** What each model does: returns the words, each with the place that was clicked before. */
    abstract static class Form {
        int looks;
        int inVain;

        abstract String fill() throws Exception;
    }

    // ---- 1. polling
    // --------------------------------------------------------------------------------------------------

    /** Asks each device in turn, again and again. Between two rounds it sleeps, or it would burn a whole core. */
    static final class Polling extends Form {

        @Override
        String fill() throws Exception {
            Queue<Integer> mouse = new LinkedBlockingQueue<>();
            Queue<Character> keyboard = new LinkedBlockingQueue<>();
            Thread user = User.start(mouse::add, keyboard::add);
            StringBuilder words = new StringBuilder();
            boolean clicked = false;
            for (int done = 0; done < WORDS; LockSupport.parkNanos(1_000_000)) {
                if (clicked) {
                    Character key = look(keyboard);
                    if (key != null && key == '\n') {
                        clicked = false;
                        done++;
                    } else if (key != null) {
                        words.append(key);
                    }
                } else {
                    Integer place = look(mouse);
                    if (place != null) {
                        words.append(' ').append(place).append(':');
                        clicked = true;
                    }
                }
            }
            user.join();
            return words.toString().trim();
        }

        private <T> T look(Queue<T> device) {
            looks++;
            T event = device.poll();
            if (event == null) {
                inVain++;
            }
            return event;
        }
    }

    // ---- 2. an event queue
    // -------------------------------------------------------------------------------------------

    /** Events bring their handlers along. No look is in vain, but where the form is, is spread over fields. */
    static final class EventQueue extends Form {
        private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
        private final StringBuilder words = new StringBuilder();
        private boolean clicked;
        private int done;

        @Override
        String fill() throws Exception {
            Thread user =
                    User.start(place -> events.add(() -> onClick(place)), key -> events.add(() -> onKeyDown(key)));
            while (done < WORDS) {
                looks++;
                events.take().run();
            }
            user.join();
            return words.toString().trim();
        }

        private void onClick(int place) {
            if (!clicked) {
                words.append(' ').append(place).append(':');
                clicked = true;
            }
        }

        private void onKeyDown(char key) {
            if (clicked && key == '\n') {
                clicked = false;
                done++;
            } else if (clicked) {
                words.append(key);
            }
        }
    }

    // ---- 3. a coroutine
    // ----------------------------------------------------------------------------------------------

    /** Reads events in the order in which it wants them: what to do next is where the code is. */
    static final class Straight extends Form {
        private final Device<Integer> mouse = new Device<>();
        private final Device<Character> keyboard = new Device<>();

        @Override
        String fill() {
            return runBlocking(() -> {
                EventLoop loop = EventLoop.current();
                User.start(
                        place -> loop.dispatch(() -> mouse.add(place)), key -> loop.dispatch(() -> keyboard.add(key)));
                return spawn(this::read).get();
            });
        }

        @Suspendable
        private String read() {
            StringBuilder words = new StringBuilder();
            for (int done = 0; done < WORDS; done++) {
                words.append(' ').append(next(mouse)).append(':');
                for (char key = next(keyboard); key != '\n'; key = next(keyboard)) {
                    words.append(key);
                }
            }
            return words.toString().trim();
        }

        @Suspendable
        private <T> T next(Device<T> device) {
            looks++;
            return await(device.next());
        }
    }

    /** The bridge from callbacks to coroutines: who asks for the next event gets a promise of it. One reader, one thread. */
    static final class Device<T> {
        private final Queue<T> unread = new ArrayDeque<>();
        private CompletableFuture<T> wanted = new CompletableFuture<>();

        CompletableFuture<T> next() {
            if (!unread.isEmpty()) {
                return CompletableFuture.completedFuture(unread.remove());
            }
            wanted = new CompletableFuture<>();
            return wanted;
        }

        void add(T event) {
            if (!wanted.complete(event)) {
                unread.add(event);
            }
        }
    }

    /** Clicks and types as a slow user does. */
    static final class User {

        private User() {}

        static Thread start(Consumer<Integer> onClick, Consumer<Character> onKey) {
            Thread user = new Thread(() -> {
                for (String word : new String[] {"hello\n", "world\n"}) {
                    pause(80);
                    onClick.accept(word.charAt(0) == 'h' ? 1 : 2);
                    for (char key : word.toCharArray()) {
                        pause(20);
                        onKey.accept(key);
                    }
                }
            });
            user.setDaemon(true);
            user.start();
            return user;
        }

        private static void pause(long millis) {
            LockSupport.parkNanos(millis * 1_000_000);
        }
    }
}
