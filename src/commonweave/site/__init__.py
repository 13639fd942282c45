"""The face: settings, addresses, design system, home pages."""
