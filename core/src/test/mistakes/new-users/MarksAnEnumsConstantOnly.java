import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class MarksAnEnumsConstantOnly {
    enum Step {
        FIRST {
            @Override
            @Suspendable
            void take() {
                Coroutines.sleep(1);
            }
        };

        abstract void take();
    }

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            for (Step step : Step.values()) {
                step.take(); // here
            }
        });
    }
}
