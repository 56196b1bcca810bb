package dev.bobbin.samples;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

/** Three coroutines that sleep at the same time: prints 1 2 3 6 5 4, and takes two seconds, not three. */
public final class SpawnAndSleep {

    private SpawnAndSleep() {}

    public static void main(String[] args) {
        joinAll(
                spawn(() -> {
                    System.out.println(1);
                    sleep(2000);
                    System.out.println(4);
                }),
                spawn(() -> {
                    System.out.println(2);
                    sleep(1000);
                    System.out.println(5);
                }),
                spawn(() -> {
                    System.out.println(3);
                    sleep(0); // gives way once to what is ready
                    System.out.println(6);
                }));
    }
}
