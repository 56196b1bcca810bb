package example;

/** As drivers are: it blocks, and knows nothing of coroutines. */
public class Driver {

    public String ask(String question) throws InterruptedException {
        Thread.sleep(300);
        return question + "!";
    }
}
