package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.PhaseMark;
import java.util.List;
import java.util.Locale;

/**
 * What one arm did over time: throughput, p99 latency and worker CPU above each other, its phases shaded, its decisions
 * marked with the numbers that the list below the picture explains. The scales up are the same for all arms.
 */
public final class TimeLine {

    static final int LEFT = 74;
    static final int WIDTH = 960;
    static final int RIGHT = WIDTH - 14;

    private static final int BADGES = 30;
    private static final int TOP = 62;
    private static final int SHADE = 2;
    private static final int GAP = 26;
    private static final int AXIS = 26;

    private final List<Panel> panels;

    /** Time lines of a trial whose scales fit all of its arms. */
    public TimeLine(List<ArmResult> arms) {
        panels = List.of(new ThroughputPanel(arms), new LatencyPanel(arms), new CpuPanel(arms));
    }

    /**
     * Draws that of one arm.
     *
     * @param index its place in the trial, which gives its colour
     */
    public void draw(Markup to, String id, ArmResult arm, int index) {
        LinearAxis time = LinearAxis.roundedTo(Math.max(1, arm.seconds()), 16, LEFT, RIGHT);
        int bottom = TOP + panels.stream().mapToInt(Panel::height).sum() + GAP * (panels.size() - 1);
        Svg.Frame frame = new Svg.Frame(WIDTH, bottom + AXIS, true);
        String title = "time line of " + arm.arm().name();
        try (Svg svg = new Svg(to, frame, id, title, description(arm))) {
            arm.phases().forEach(phase -> shade(svg, time, phase, bottom));
            List<Double> places = arm.decisions().stream()
                    .map(decision -> time.at(decision.atSeconds()))
                    .toList();
            lines(svg, arm.decisions(), places, bottom);
            int top = TOP;
            for (Panel panel : panels) {
                panel.draw(svg, time, arm, new Panel.Place(top, Palette.arm(index)));
                top += panel.height() + GAP;
            }
            for (double tick : time.ticks()) {
                svg.line("axis", time.at(tick), bottom, time.at(tick), bottom + 4);
                svg.text("tick mid", time.at(tick), bottom + 17, Figures.tick(Figures.three(tick)) + " s");
            }
            badges(svg, arm.decisions(), places);
        }
    }

    private static void shade(Svg svg, LinearAxis time, PhaseMark mark, int bottom) {
        double left = time.at(mark.startSeconds());
        double width = time.at(mark.endSeconds()) - left;
        svg.rect("phase " + mark.phase().name().toLowerCase(Locale.ROOT), left, SHADE, width, bottom - SHADE);
        if (mark.phase() != Phase.STOP && width > 7 * mark.phase().text().length()) {
            svg.text("phase-name mid", left + width / 2, 14, mark.phase().text());
        }
    }

    private static void lines(Svg svg, List<DecisionMark> decisions, List<Double> places, int bottom) {
        for (int i = 0; i < places.size(); i++) {
            boolean kept = decisions.get(i).outcome() == DecisionMark.Outcome.KEPT;
            svg.line(kept ? "decision kept" : "decision", places.get(i), BADGES, places.get(i), bottom);
        }
    }

    private static void badges(Svg svg, List<DecisionMark> decisions, List<Double> places) {
        for (Badges.Badge badge : Badges.at(places)) {
            boolean kept = decisions.subList(badge.first() - 1, badge.last()).stream()
                    .anyMatch(decision -> decision.outcome() == DecisionMark.Outcome.KEPT);
            String type = kept ? "badge kept" : "badge";
            svg.rounded(type, badge.x() - badge.width() / 2, BADGES - 9, badge.width(), 18, 9);
            svg.text((kept ? "kept-text" : "badge-text") + " mid", badge.x(), BADGES + 4, badge.text());
        }
    }

    private static String description(ArmResult arm) {
        StringBuilder text = new StringBuilder();
        for (PhaseMark mark : arm.phases()) {
            text.append(mark.phase().text())
                    .append(" from ")
                    .append(Figures.seconds(mark.startSeconds()))
                    .append(" to ")
                    .append(Figures.seconds(mark.endSeconds()))
                    .append("; ");
        }
        return text.append(arm.decisions().size()).append(" decisions").toString();
    }
}
