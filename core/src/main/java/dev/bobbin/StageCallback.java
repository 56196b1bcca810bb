package dev.bobbin;

import dev.bobbin.runtime.Wait;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What another library's promise calls when it is kept or broken. A CompletionStage cannot be asked to forget it; so this forgets
 * whom to tell, and all that is left of one who has given up is one small object.
 *
 * @param <T> the type of what was promised
 */
final class StageCallback<T> implements BiConsumer<T, Throwable> {

    private volatile Consumer<? super Outcome<T>> told; // null once nobody wants to know

    StageCallback(Consumer<? super Outcome<T>> told) {
        this.told = told;
    }

    /** A wait that the outcome of {@code stage} ends. */
    static <T> Wait waitFor(CompletionStage<T> stage) {
        Waiting<T> waiting = new Waiting<>();
        waiting.callback = register(stage, waiting::end);
        return waiting;
    }

    private static final class Waiting<T> extends Wait {
        private StageCallback<T> callback; // set before anybody knows of the wait

        void end(Outcome<T> outcome) {
            if (outcome.isSuccess()) {
                wake(outcome.value());
            } else {
                fail(outcome.thrown().get());
            }
        }

        @Override
        protected void abandoned() {
            callback.forget();
        }
    }

    /** Has {@code told} hear of the outcome of {@code stage}, at once if it is there. */
    static <T> StageCallback<T> register(CompletionStage<T> stage, Consumer<? super Outcome<T>> told) {
        StageCallback<T> callback = new StageCallback<>(told);
        stage.whenComplete(callback);
        return callback;
    }

    @Override
    public void accept(T value, Throwable thrown) {
        Consumer<? super Outcome<T>> tell = told;
        if (tell != null) {
            told = null;
            tell.accept(thrown == null ? Outcome.success(value) : Outcome.failure(unwrapped(thrown)));
        }
    }

    /** Nobody wants to know any more. */
    void forget() {
        told = null;
    }

    /** What a stage failed with, without the wrapping of those that only hand it on. */
    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
