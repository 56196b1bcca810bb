package example.library;

import dev.bobbin.Suspendable;

@Suspendable
public interface Source {

    int next();

    default int sumOf(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += next();
        }
        return sum;
    }
}
