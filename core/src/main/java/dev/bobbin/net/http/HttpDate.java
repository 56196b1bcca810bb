package dev.bobbin.net.http;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The time as HTTP writes it (RFC 9110, section 5.6.7), made once a second. By hand: a formatter would load the names of all locales
 * first, on the loop.
 */
final class HttpDate {

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static volatile HttpDate last =
            new HttpDate(0); // whoever finds it old makes another; two at once make equal ones

    private final long second;
    private final String text;

    private HttpDate(long second) {
        this.second = second;
        this.text = text(second);
    }

    static String now() {
        long second = System.currentTimeMillis() / 1000;
        HttpDate date = last;
        if (date.second != second) {
            date = new HttpDate(second);
            last = date;
        }
        return date.text;
    }

    /** {@code second}, counted from 1970 on. */
    static String text(long second) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        return name(DAYS, time.getDayOfWeek().getValue())
                + ", " + twoDigits(time.getDayOfMonth())
                + ' ' + name(MONTHS, time.getMonthValue())
                + ' ' + time.getYear()
                + ' ' + twoDigits(time.getHour())
                + ':' + twoDigits(time.getMinute())
                + ':' + twoDigits(time.getSecond())
                + " GMT";
    }

    private static String name(String names, int number) {
        return names.substring(3 * number - 3, 3 * number);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
