import dev.bobbin.Channel;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SendsToAClosedChannel {
    public static void main(String[] args) {
        Channel<Integer> channel = Channel.buffered(1);
        channel.close();
        channel.close(); // once more is no mistake
        Coroutines.runBlocking(() -> {
            channel.send(1); // here
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
