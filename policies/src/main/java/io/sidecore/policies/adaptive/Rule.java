package io.sidecore.policies.adaptive;

import io.sidecore.policies.Decision;
import java.util.Optional;

/** Proposes one kind of change. A rule may be bold: what does not help is undone, and costs the rule its next turns. */
interface Rule {

    /** Absent if the rule sees no reason to change anything. */
    Optional<Decision> propose(Situation here);
}
