/* Ends the program with one line that says why. */
#ifndef LAB_FAIL_H
#define LAB_FAIL_H

/* status 2: wrong usage; 1: this kernel or machine refused something */
__attribute__((noreturn, format(printf, 2, 3))) void fail(int status, const char *format, ...);

/* Returns result, unless it is negative: then errno tells why `what` failed. */
int check(int result, const char *what);

#endif
