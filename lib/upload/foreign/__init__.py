"""Tables that are not our own form: understood, corrected by a person, remembered."""
