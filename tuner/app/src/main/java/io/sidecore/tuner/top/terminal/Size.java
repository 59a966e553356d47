package io.sidecore.tuner.top.terminal;

/** Of a screen, in characters. */
public record Size(int rows, int columns) {}
