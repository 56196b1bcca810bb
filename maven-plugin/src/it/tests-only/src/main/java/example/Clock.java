package example;

public interface Clock {

    int now();
}
