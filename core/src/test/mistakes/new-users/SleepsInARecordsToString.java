import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInARecordsToString {
    record Price(int cents) {
        @Override
        @Suspendable
        public int cents() {
            Coroutines.sleep(1);
            return cents;
        }

        @Override
        public String toString() {
            return "price " + cents(); // here
        }
    }

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> System.out.println(new Price(1)));
    }
}
