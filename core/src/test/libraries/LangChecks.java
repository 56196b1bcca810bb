import static dev.bobbin.harness.Probe.note;

import dev.bobbin.Suspendable;
import java.util.*;
import org.apache.commons.lang3.*;
import org.apache.commons.lang3.builder.*;
import org.apache.commons.lang3.math.*;
import org.apache.commons.lang3.mutable.*;
import org.apache.commons.lang3.reflect.*;
import org.apache.commons.lang3.text.*;
import org.apache.commons.lang3.time.*;
import org.apache.commons.lang3.tuple.*;

/** Known answers of commons-lang3. */
@Suspendable
public class Shape {

    public static void run() throws Exception {
        strings();
        arrays();
        numbers();
        objects();
        texts();
        times();
    }

    static void strings() {
        note(StringUtils.abbreviate("Now is the time for all good men", 15));
        note(StringUtils.center("tea", 11, "ab") + StringUtils.leftPad("7", 3, '0') + StringUtils.rightPad("x", 4, "yz"));
        note(StringUtils.capitalize("coffee") + StringUtils.swapCase("aBcD") + StringUtils.reverse("stressed"));
        note(StringUtils.countMatches("abbabba", "bb") + StringUtils.getLevenshteinDistance("kitten", "sitting"));
        note(Arrays.toString(StringUtils.split("a,b;c d,,e", ",; ")));
        note(Arrays.toString(StringUtils.splitByCharacterTypeCamelCase("fooBarBAZ12x")));
        note(Arrays.toString(StringUtils.splitPreserveAllTokens("a::b:c:", ':')));
        note(StringUtils.join(new int[] {1, 2, 3}, '-') + StringUtils.join(List.of("x", "y"), "+"));
        note(StringUtils.replaceEach("abcde", new String[] {"ab", "d"}, new String[] {"w", "t"}));
        note(StringUtils.substringBetween("[a][b]", "[", "]") + StringUtils.difference("robot", "robots are"));
        note(StringUtils.getCommonPrefix("interview", "internet", "interval") + StringUtils.overlay("abcdef", "zz", 2, 4));
        note(StringUtils.isNumeric("123x") + " " + StringUtils.isBlank(" \t") + StringUtils.containsAny("abc", 'x', 'c'));
        note(StringUtils.stripAccents("\u00e9\u00e8") + StringUtils.normalizeSpace(" a   b ") + StringUtils.chomp("abc\n"));
        note(StringUtils.getJaroWinklerDistance("frog", "fog") + StringUtils.wrap("x", '"') + StringUtils.rotate("abcdefg", 2));
        note(StringEscapeUtils.escapeJava("He said \"no\"\n") + StringEscapeUtils.unescapeHtml4("&lt;&eacute;&#65;&gt;"));
        note(StringEscapeUtils.escapeXml11("<a b='c'>&</a>") + StringEscapeUtils.escapeCsv("a,\"b\""));
        note(CharSetUtils.squeeze("hello", "k-n") + CharSetUtils.count("hello", "k-p") + CharSetUtils.keep("hello", "hl"));
        note(WordUtils() + RandomStringUtils.random(0));
    }

    static String WordUtils() {
        return org.apache.commons.lang3.text.WordUtils.capitalizeFully("the quick BROWN fox")
                + org.apache.commons.lang3.text.WordUtils.wrap("Click here to jump to the commons website", 10)
                + org.apache.commons.lang3.text.WordUtils.initials("Ben John Lee");
    }

    static void arrays() {
        note(Arrays.toString(ArrayUtils.addAll(new int[] {1, 2}, 3, 4)) + ArrayUtils.indexOf(new double[] {1, 2.5}, 2.4, 0.2));
        int[] ints = {1, 2, 3, 4, 5};
        ArrayUtils.reverse(ints, 1, 4);
        ArrayUtils.shift(ints, 2);
        note(ints);
        note(Arrays.toString(ArrayUtils.removeElements(new String[] {"a", "b", "a", "c"}, "a", "c")));
        note(Arrays.toString(ArrayUtils.toObject(new char[] {'x', 'y'})) + ArrayUtils.toString(new int[][] {{1}, {2, 3}}));
        note(Arrays.toString(ArrayUtils.subarray(new long[] {9, 8, 7, 6}, 1, 3)) + ArrayUtils.isSorted(new int[] {1, 2, 2}));
        note(ArrayUtils.toMap(new String[][] {{"red", "#f00"}, {"green", "#0f0"}}).get("red"));
        note(Arrays.toString(ArrayUtils.insert(1, new byte[] {1, 4}, (byte) 2, (byte) 3)) + ArrayUtils.contains(ints, 4));
    }

    static void numbers() {
        note(Fraction.getFraction(3, 4).add(Fraction.getFraction("1 1/6")).toProperString());
        note(Fraction.getFraction(0.3333333).reduce() + " " + Fraction.getReducedFraction(-10, 35).pow(-2).negate());
        note(NumberUtils.toInt("x", 7) + NumberUtils.max(3, 9, 4) + " " + NumberUtils.createNumber("0x1F") + NumberUtils.createNumber("1.5e3"));
        note(NumberUtils.isCreatable("09") + " " + NumberUtils.isParsable("-.5") + NumberUtils.createNumber("12345678901L"));
        note(Range.between(1, 10).intersectionWith(Range.between(5, 20)) + " " + Range.is(3).isBefore(4) + Range.of(1, 3).fit(9));
        note(IEEE754rUtils.max(1.0, Double.NaN, -0.0));
        MutableInt n = new MutableInt(5);
        n.add(4);
        note(n.getAndIncrement() + n.incrementAndGet() + " " + new MutableObject<>("v").getValue());
        note(Conversion.intToHexDigit(11) + " " + Conversion.binaryToInt(new boolean[] {true, false, true}, 0, 0, 0, 3));
        note(BooleanUtils.toBoolean("yes") + " " + BooleanUtils.xor(new boolean[] {true, false, true}) + BooleanUtils.toStringOnOff(true));
    }

    record Point(int x, String name) {}

    static void objects() throws Exception {
        Point one = new Point(1, "a");
        note(new ToStringBuilder(one, ToStringStyle.SHORT_PREFIX_STYLE).append("x", 1).append("l", 2L).append("d", new double[] {1.5}).toString());
        note(new EqualsBuilder().append(1, 1).append(new int[] {1, 2}, new int[] {1, 2}).append("a", "b").isEquals());
        note(new HashCodeBuilder(17, 37).append(1L).append("x").append(new char[] {'q'}).append(true).append(2.5).toHashCode());
        note(new CompareToBuilder().append("a", "a").append(3, 2).append(1.0, 2.0).toComparison());
        note(ObjectUtils.firstNonNull(null, "v", "w") + ObjectUtils.max(3, 1, 7) + ObjectUtils.median(5, 1, 3));
        note(ObjectUtils.mode("a", "b", "a") + ObjectUtils.compare(null, 1) + " " + Pair.of("k", 1).compareTo(Pair.of("k", 2)));
        note(Triple.of(1, "two", 3.0) + " " + MutablePair.of(1, 2).equals(ImmutablePair.of(1, 2)));
        note(ClassUtils.getAbbreviatedName("org.apache.commons.lang3.ClassUtils", 20) + ClassUtils.getAllInterfaces(ArrayList.class).size());
        note(ClassUtils.isAssignable(Integer.class, long.class) + " " + ClassUtils.getShortClassName(Map.Entry.class));
        note(MethodUtils.invokeMethod("tea", "substring", 1) + "" + MethodUtils.invokeStaticMethod(Math.class, "max", 3, 4));
        note(TypeUtils.toString(TypeUtils.parameterize(Map.class, String.class, TypeUtils.genericArrayType(Integer.class))));
        note(EnumUtils.getEnumList(Thread.State.class).size() + " " + EnumUtils.isValidEnum(Thread.State.class, "NEW"));
        note(LocaleUtils.toLocale("en_GB").getCountry() + CharUtils.unicodeEscaped('A') + CharSet.getInstance("a-e").contains('c'));
        try {
            Validate.inclusiveBetween(1, 5, 9, "not in between");
        } catch (IllegalArgumentException e) {
            note(e.getMessage());
        }
        note(new BitField(0xF0).setValue(0, 5) + " " + BitField.class.getSimpleName() + SerializationUtils.clone(new ArrayList<>(List.of(1, 2))));
    }

    static void texts() {
        note(new StrSubstitutor(Map.of("who", "fox", "what", "${who}es")).replace("The ${who} likes ${what} and ${x:-none}"));
        note(new StrBuilder("abc").appendln(1.5).appendWithSeparators(List.of(1, 2, 3), ";").replaceAll("b", "BB").reverse().toString());
        note(new StrTokenizer("a b 'c d',e", StrMatcher.charSetMatcher(" ,"), StrMatcher.quoteMatcher()).getTokenList());
        note(new ExtendedMessageFormat("Hi {0}, {1,number,#.#}", Locale.US).format(new Object[] {"you", 2.345}));
        note(new CompositeText().all());
    }

    static final class CompositeText {
        String all() {
            StringBuilder all = new StringBuilder();
            for (String part : new StrTokenizer("x-y-z", '-').getTokenArray()) {
                all.append(StringUtils.repeat(part, "|", 3)).append(StringUtils.indexOfDifference("ab" + part, "abx"));
            }
            return all.toString();
        }
    }

    static void times() throws Exception {
        TimeZone utc = TimeZone.getTimeZone("UTC");
        Date date = FastDateFormat.getInstance("yyyy-MM-dd HH:mm:ss", utc, Locale.US).parse("2024-02-29 12:30:45");
        note(FastDateFormat.getInstance("EEE, d MMM yyyy KK:mm a z", utc, Locale.US).format(date));
        note(DateFormatUtils.formatUTC(DateUtils.addMonths(date, 12), "yyyy/MM/dd"));
        note(DurationFormatUtils.formatDurationHMS(3_723_004) + " " + DurationFormatUtils.formatDurationWords(93_784_000, true, true));
        note(DurationFormatUtils.formatPeriod(0, 100_000_000_000L, "y-M-d H", true, utc));
        note(DateUtils.truncatedCompareTo(date, DateUtils.addSeconds(date, 3), Calendar.MINUTE));
    }
}
