package example;

/** Compiled after Bobbin has been here: it overrides the method, and has no twin. */
public class DearShop extends Shop {

    @Override
    public int price(Item item) {
        return 100;
    }
}
