"""Every way that is no page: SMS, voice, tablets and paper, read to the one Visit that is sealed."""
