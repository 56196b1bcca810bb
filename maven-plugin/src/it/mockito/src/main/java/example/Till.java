package example;

import dev.bobbin.Suspendable;

public class Till {

    private final Prices prices;
    private final Stock stock;

    public Till(Prices prices, Stock stock) {
        this.prices = prices;
        this.stock = stock;
    }

    @Suspendable
    public int total(String... items) {
        int total = 0;
        for (String item : items) {
            if (stock.has(item)) {
                total += prices.price(item);
            }
        }
        return total;
    }
}
