package io.sidecore.collector.diagnosis.rule;

/** Looks for one cause. Pure: the same windows give the same ruling. */
public interface Rule {

    /** What it finds, and what it cannot tell. */
    Ruling look(Scene scene);
}
