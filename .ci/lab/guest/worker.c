#include "worker.h"
#include "fail.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_known(pid_t tid, const struct worker *known, int count)
{
	for (int i = 0; i < count; i++)
		if (known[i].tid == tid)
			return true;
	return false;
}

static bool is_named(const char *directory, const char *entry, const char *name)
{
	char path[300], comm[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/comm", directory, entry);
	file = fopen(path, "re");
	if (!file)
		return false; /* ended meanwhile */
	if (fgets(comm, sizeof(comm), file))
		comm[strcspn(comm, "\n")] = 0;
	fclose(file);
	return !strcmp(comm, name);
}

/* vhost names a worker after the process that owns the device, whatever kind of thread it is. */
static pid_t search(const char *directory, const struct worker *known, int count)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;
	pid_t found = 0;
	char name[32];

	if (!entries)
		fail(1, "cannot read %s", directory);
	snprintf(name, sizeof(name), "vhost-%d", getpid());
	while (!found && (entry = readdir(entries))) {
		pid_t tid = atoi(entry->d_name);

		if (tid > 0 && !is_known(tid, known, count) &&
		    is_named(directory, entry->d_name, name))
			found = tid;
	}
	closedir(entries);
	return found;
}

struct worker new_worker(const struct worker *known, int count)
{
	pid_t tid = search("/proc/self/task", known, count);

	if (tid)
		return (struct worker){tid, false};
	tid = search("/proc", known, count);
	if (tid)
		return (struct worker){tid, true};
	fail(1, "no thread vhost-%d after VHOST_SET_OWNER", getpid());
}
