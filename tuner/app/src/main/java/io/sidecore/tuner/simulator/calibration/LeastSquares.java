package io.sidecore.tuner.simulator.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * Ordinary least squares without a constant.
 *
 * @param values of each column
 * @param errors standard errors
 */
record LeastSquares(List<Double> values, List<Double> errors) {

    /** Columns count as dependent if what one adds to the others is below this share of it. */
    private static final double DEPENDENT = 1e-6;

    /** Absent if a column depends on others, or there are too few rows. Columns must not be all 0. */
    static Optional<LeastSquares> of(double[][] rows, double[] measured) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        if (columns == 0 || rows.length <= columns) {
            return Optional.empty();
        }
        double[] scale = new double[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            scale[i] = Math.sqrt(Arrays.stream(rows)
                    .mapToDouble(row -> row[column] * row[column])
                    .sum());
        }
        double[][] scaled = new double[rows.length][columns];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns; j++) {
                scaled[i][j] = rows[i][j] / scale[j];
            }
        }
        try {
            OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression(DEPENDENT);
            regression.setNoIntercept(true);
            regression.newSampleData(measured, scaled);
            double[] values = regression.estimateRegressionParameters();
            double[] errors = regression.estimateRegressionParametersStandardErrors();
            for (int i = 0; i < columns; i++) {
                values[i] /= scale[i];
                errors[i] /= scale[i];
            }
            return Optional.of(new LeastSquares(
                    Arrays.stream(values).boxed().toList(),
                    Arrays.stream(errors).boxed().toList()));
        } catch (SingularMatrixException e) {
            return Optional.empty();
        }
    }
}
