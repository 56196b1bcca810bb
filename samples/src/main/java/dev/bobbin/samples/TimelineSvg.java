package dev.bobbin.samples;

import dev.bobbin.samples.Timeline.Activity;
import dev.bobbin.samples.Timeline.Lane;
import dev.bobbin.samples.Timeline.Stretch;
import java.util.List;
import java.util.Locale;

/** Draws timelines as an SVG picture: a panel for each, one under the other, all to the same scale. */
final class TimelineSvg {

    private static final String[] WORK_COLORS = {"#1f6f8b", "#b5541c", "#5b7f2b"};
    private static final String[] WAIT_COLORS = {"#cfe3ea", "#f3dccb", "#dfe8cf"};

    private static final int WIDTH = 930;
    private static final int LEFT = 90; // where time 0 is
    private static final int RIGHT = 860; // where the longest total is
    private static final int TOP = 84;
    private static final int LANE = 30;
    private static final int BAR = 20;
    private static final int PANEL_HEAD = 34;
    private static final int PANEL_GAP = 22;

    private final StringBuilder svg = new StringBuilder();
    private final double pixelsPerNano;

    private TimelineSvg(long longest) {
        this.pixelsPerNano = (RIGHT - LEFT) / (double) longest;
    }

    static String draw(List<Timeline> timelines) {
        return new TimelineSvg(Timeline.longest(timelines)).drawAll(timelines);
    }

    private String drawAll(List<Timeline> timelines) {
        int panel = PANEL_HEAD + timelines.get(0).lanes().size() * LANE + PANEL_GAP;
        int bottom = TOP + timelines.size() * panel;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d'"
                        + " font-family='Helvetica, Arial, sans-serif' font-size='14' fill='#333'>",
                WIDTH, bottom + 40);
        add("<rect width='100%%' height='100%%' fill='#fdfdfb'/>");
        add("<text x='%d' y='38' font-size='20' font-weight='bold'>Three tasks, three ways to run them</text>", LEFT);
        legend();
        axis(TOP, bottom, Timeline.longest(timelines));
        for (int i = 0; i < timelines.size(); i++) {
            panel(timelines.get(i), TOP + i * panel);
        }
        add("</svg>");
        return svg.toString();
    }

    private void legend() {
        add("<rect x='%d' y='52' width='26' height='14' rx='2' fill='#555'/>", LEFT);
        add("<text x='%d' y='64'>works</text>", LEFT + 34);
        add("<rect x='%d' y='52' width='26' height='14' rx='2' fill='#ddd'/>", LEFT + 100);
        add("<text x='%d' y='64'>waits for the server</text>", LEFT + 134);
    }

    /** Thin lines at every 100 milliseconds, through all panels. */
    private void axis(int top, int bottom, long longest) {
        for (long millis = 0; millis * 1_000_000 <= longest; millis += 100) {
            double x = x(millis * 1_000_000);
            add("<line x1='%1$.1f' y1='%2$d' x2='%1$.1f' y2='%3$d' stroke='#e6e6e0'/>", x, top, bottom);
            if (millis % 200 == 0) {
                add(
                        "<text x='%.1f' y='%d' text-anchor='middle' font-size='12' fill='#888'>%d ms</text>",
                        x, bottom + 20, millis);
            }
        }
    }

    private void panel(Timeline timeline, int top) {
        add("<text x='%d' y='%d' font-weight='bold'>%s</text>", LEFT, top + 22, timeline.model());
        int bottom = top + PANEL_HEAD + timeline.lanes().size() * LANE;
        for (Lane lane : timeline.lanes()) {
            int y = top + PANEL_HEAD + lane.number() * LANE;
            add("<text x='%d' y='%d' text-anchor='end'>task %d</text>", LEFT - 14, y + 15, lane.number() + 1);
            for (Stretch stretch : lane.stretches()) {
                bar(stretch, lane.number(), y);
            }
        }
        double end = x(timeline.total());
        add(
                "<line x1='%1$.1f' y1='%2$d' x2='%1$.1f' y2='%3$d' stroke='#333' stroke-dasharray='3 3'/>",
                end, top + 10, bottom);
        add("<text x='%.1f' y='%d' font-weight='bold'>%.2f s</text>", end + 7, top + 48, timeline.total() / 1e9);
    }

    private void bar(Stretch stretch, int task, int y) {
        String[] colors = stretch.activity() == Activity.WORK ? WORK_COLORS : WAIT_COLORS;
        double from = x(stretch.start());
        add(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>",
                from, y, x(stretch.end()) - from, BAR, colors[task]);
    }

    private double x(long nanos) {
        return LEFT + nanos * pixelsPerNano;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
