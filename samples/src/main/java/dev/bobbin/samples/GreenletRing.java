package dev.bobbin.samples;

import dev.bobbin.Greenlet;

/**
 * Three greenlets hand control to each other, twice round: prints 1 to 6. The third one then ends, so control goes to its
 * parent, the main program; the other two stay where they wait.
 */
public final class GreenletRing {

    static Greenlet first;
    static Greenlet second;
    static Greenlet third;

    private GreenletRing() {}

    public static void main(String[] args) {
        first = Greenlet.of(() -> {
            System.out.println(1);
            second.switchTo();
            System.out.println(4);
            second.switchTo();
        });
        second = Greenlet.of(() -> {
            System.out.println(2);
            third.switchTo();
            System.out.println(5);
            third.switchTo();
        });
        third = Greenlet.of(() -> {
            System.out.println(3);
            first.switchTo();
            System.out.println(6);
        });
        first.switchTo();
    }
}
