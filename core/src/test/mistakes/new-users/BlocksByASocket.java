import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.Socket;

public class BlocksByASocket {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work(new Socket()));
    }

    @Suspendable
    static int work(Socket socket) throws IOException {
        return socket.getInputStream().read(); // here
    }
}
