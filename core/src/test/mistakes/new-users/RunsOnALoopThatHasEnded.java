import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;

public class RunsOnALoopThatHasEnded {
    public static void main(String[] args) {
        EventLoop loop = EventLoop.start("mine");
        loop.stop();
        while (!loop.hasEnded()) {
            Thread.onSpinWait();
        }
        Coroutines.spawn(loop, () -> Coroutines.sleep(1)); // here
    }
}
