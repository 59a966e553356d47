#include "fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(int status, const char *format, ...)
{
	va_list arguments;

	fputs("guest: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

int check(int result, const char *what)
{
	if (result < 0)
		fail(1, "%s: %s", what, strerror(errno));
	return result;
}
