package example;

import dev.bobbin.Suspendable;

public interface Prices {

    @Suspendable
    int price(String item);
}
