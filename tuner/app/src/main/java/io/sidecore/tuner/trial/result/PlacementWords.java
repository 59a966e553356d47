package io.sidecore.tuner.trial.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says a placement in words: {@code w0 on CPU 0, polling: vm1, vm2; w1 on CPU 1, sleeping: vm3 (rx0)}. */
final class PlacementWords {

    private PlacementWords() {}

    static String of(List<PlacedWorker> placement) {
        Map<String, Integer> queuesOfGuest = new HashMap<>();
        for (PlacedWorker worker : placement) {
            worker.queuesByGuest().forEach((guest, queues) -> queuesOfGuest.merge(guest, queues.size(), Integer::sum));
        }
        List<String> words = new ArrayList<>();
        for (PlacedWorker worker : placement) {
            words.add(worker.worker() + " on CPU " + worker.cpus() + ", " + worker.modeText() + ": "
                    + guests(worker, queuesOfGuest));
        }
        return String.join("; ", words);
    }

    private static String guests(PlacedWorker worker, Map<String, Integer> queuesOfGuest) {
        List<String> words = new ArrayList<>();
        worker.queuesByGuest().forEach((guest, queues) -> {
            // A guest that one worker serves whole needs no list of its queues.
            boolean whole = queues.size() == queuesOfGuest.getOrDefault(guest, 0);
            words.add(whole ? guest : guest + " (" + String.join(", ", queues) + ")");
        });
        return words.isEmpty() ? "no queue" : String.join(", ", words);
    }
}
