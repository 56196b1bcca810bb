module example.countdown {
    requires dev.bobbin.core;

    exports example.countdown;
}
